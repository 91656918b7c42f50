//! What the policies can never permit, proved over every request there could be. See `all/`.
