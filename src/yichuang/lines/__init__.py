"""Floor 3: the lines of business."""
