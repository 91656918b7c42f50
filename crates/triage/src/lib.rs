//! Facts and profile make entitlement, priority, pathway and offers. Pure.
