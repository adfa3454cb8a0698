/// The typed failure of a request. Entry point: [dev.loom.contracts.error.ServiceError].
///
/// Code that rejects a request states a category, a message for users and whether a retry can
/// succeed. The package does not depend on the bus, so that code without I/O can use it.
package dev.loom.contracts.error;
