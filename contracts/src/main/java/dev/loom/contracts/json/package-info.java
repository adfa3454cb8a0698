/// JSON format of records: snake_case names, ids as strings, times in ISO-8601.
///
/// Entry point: [dev.loom.contracts.json.Json].
package dev.loom.contracts.json;
