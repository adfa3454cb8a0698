/// Filters requests before they reach a route.
///
/// [dev.loom.gateway.filter.RequestFilter] checks `Host`, `Origin`, size and type of every request
/// and enforces deadlines. [dev.loom.gateway.filter.JsonBody] gives routes the parsed body. This
/// package is independent of the routes.
package dev.loom.gateway.filter;
