/// The REST routes, one class a resource, each with a `mount(Router)`.
///
/// A route reads what was sent ([dev.loom.gateway.rest.JsonFields]), asks the room that knows on
/// the bus, and puts its answer into the words of the guide (the `...View` records). Nothing here
/// decides anything or keeps anything.
package dev.loom.gateway.rest;
