"""Hoymiles solar gateways (DTUs) and the inverters behind them."""
