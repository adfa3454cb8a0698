/// Models behind HTTP endpoints, independent of the protocol.
///
/// Entry point: [dev.loom.models.http.HttpModelProvider]. It sends a request, reads the stream
/// under four deadlines and maps every failure to a [dev.loom.api.model.ModelException] that says
/// what to change. A [dev.loom.models.http.ProviderProtocol] encodes requests and decodes
/// responses; all protocols feed the same [dev.loom.models.http.ResponseBuilder]. Requests are
/// repeated only with a change for a parameter that the endpoint rejected. Redirects are not
/// followed, and API keys never appear in messages.
package dev.loom.models.http;
