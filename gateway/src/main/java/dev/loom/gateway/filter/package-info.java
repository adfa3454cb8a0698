/// Filters requests before they reach a route.
///
/// [dev.loom.gateway.filter.RequestFilter] checks `Host`, `Origin` and body type of every request
/// and enforces deadlines. This package is independent of the routes.
package dev.loom.gateway.filter;
