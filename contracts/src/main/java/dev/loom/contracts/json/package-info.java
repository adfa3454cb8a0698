/// How our records look as JSON: snake_case names, ids as plain texts, times as ISO-8601.
///
/// [dev.loom.contracts.json.Json] is the door. Nothing here decides what a message means.
package dev.loom.contracts.json;
