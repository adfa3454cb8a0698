/// Defines the REST routes, one class per resource, each with a `mount(Router)`.
///
/// A route parses the request ([dev.loom.gateway.rest.JsonFields]), sends a bus request and maps
/// its reply to the documented format (the `...View` records). Routes make no decisions about tasks
/// and store nothing.
package dev.loom.gateway.rest;
