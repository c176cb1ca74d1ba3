"""What every protocol client stands on: errors, queue, retry, circuit breaker, health."""
