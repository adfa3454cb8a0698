/// Typed identifiers, so that two kinds cannot be confused. Each is a record of one string, which
/// is also its JSON form. Content is identified by its [Sha256] digest.
package dev.loom.contracts.id;
