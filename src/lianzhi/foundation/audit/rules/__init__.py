"""The rules of the chain: pure, so that an auditor can run them on an exported file without the platform."""
