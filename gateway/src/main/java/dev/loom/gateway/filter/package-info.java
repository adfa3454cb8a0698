/// What every request passes before any route sees it.
///
/// [dev.loom.gateway.filter.RequestFilter] is the one filter: who may knock (`Host`, `Origin`),
/// what may be carried in (JSON of a bounded size) and how long it may take. No route can be
/// reached around it. [dev.loom.gateway.filter.JsonBody] is what a route gets of a body. Nothing
/// here knows what a route is about.
package dev.loom.gateway.filter;
