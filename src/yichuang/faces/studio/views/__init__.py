"""What the pages of the studio are drawn from, and what their forms do."""
