/// How the doors answer: JSON, or a problem.
///
/// [dev.loom.gateway.response.ApiResponses] writes what went well,
/// [dev.loom.gateway.response.Problem] is everything that did not: one shape
/// (`application/problem+json`), one list of codes. Nothing here knows what a route is about, and
/// no Java name or stack trace leaves through it.
package dev.loom.gateway.response;
