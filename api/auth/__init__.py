"""Who somebody is, and what they may do: `api.http` asks, and so does the command line."""
