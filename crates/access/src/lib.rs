//! Who is asking, why, and may they: sign-in, permission to act, audit.
