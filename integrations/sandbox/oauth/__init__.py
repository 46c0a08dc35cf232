"""What every vendor's OAuth shares: clients, the consent page, codes, tokens, and endpoints under the rules."""
