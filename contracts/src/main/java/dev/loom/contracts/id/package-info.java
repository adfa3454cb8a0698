/// Names of things as types, so that two of them cannot be swapped. Each is a record of one text
/// that is also its JSON form. Contents have no name of their own and are named by their [Sha256].
package dev.loom.contracts.id;
