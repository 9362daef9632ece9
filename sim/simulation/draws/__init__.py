"""Each case's luck, drawn before anything is played, in streams that are keyed by names."""
