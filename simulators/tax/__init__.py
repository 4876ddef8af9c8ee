"""The tax office: collects the contributions of those whom the bureaux have registered."""
