/// Names of things as types, so that two of them cannot be swapped. Each is a record of one text
/// that is also its JSON form.
package dev.loom.contracts.id;
