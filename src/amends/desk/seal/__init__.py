"""The seal: sign, pad, close and open. The only room that knows age."""
