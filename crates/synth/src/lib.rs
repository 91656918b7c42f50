//! Invented victims for real recorded crime: for rehearsal, training and load.
