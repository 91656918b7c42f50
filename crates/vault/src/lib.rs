//! What is kept secret at rest: the keys of people, sealed cells, blind indexes.
