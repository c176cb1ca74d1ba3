"""The client of gateways that speak protobuf on TCP port 10081 (docs/protocols/hoymiles.md)."""
