/// Reads HTTP requests and sends responses: JSON on success, problem documents on failure.
///
/// [dev.loom.gateway.response.RestRouter] mounts handlers and sends what they return.
/// [dev.loom.gateway.response.Problem] represents every error in one format
/// (`application/problem+json`) with one list of codes. This package is independent of the routes
/// and exposes no Java names or stack traces.
package dev.loom.gateway.response;
