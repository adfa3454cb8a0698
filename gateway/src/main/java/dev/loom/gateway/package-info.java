/// Provides REST and event streams over HTTP on a loopback address.
///
/// [dev.loom.gateway.GatewayVerticle] is the entry point. All code runs on one event loop and
/// translates between HTTP and the bus. It never blocks, makes no decisions about tasks and stores
/// nothing.
package dev.loom.gateway;
