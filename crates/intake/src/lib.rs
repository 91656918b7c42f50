//! Referrals in: transfers, partners, telephone; read, valid, who, decide, keep.
