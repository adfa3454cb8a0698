/// The doors of the engine: REST and event streams over HTTP, on loopback.
///
/// [dev.loom.gateway.GatewayVerticle] is the door of the room. Everything here runs on one event
/// loop, translates between HTTP and the bus, and passes on; it never blocks, decides nothing about
/// tasks and keeps nothing.
package dev.loom.gateway;
