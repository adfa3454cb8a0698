/// JSON format of records: snake_case names, ids as strings, times in ISO-8601.
///
/// Entry point: [dev.loom.bus.json.Json].
package dev.loom.bus.json;
