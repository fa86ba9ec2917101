"""What views share; the only package below the features that knows Flask."""
