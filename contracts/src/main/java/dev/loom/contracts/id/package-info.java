/// Typed identifiers. Each is a record of one string, which is also its JSON form. Content is
/// identified by its [Sha256] digest.
package dev.loom.contracts.id;
