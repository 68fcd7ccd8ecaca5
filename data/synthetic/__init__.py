"""Examples that the project makes itself: real marks, drawn products, and photos of both."""
