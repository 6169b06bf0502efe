"""The office's addresses: `spec/office-api.md`, the reading room's page, and a few pages about the office."""
