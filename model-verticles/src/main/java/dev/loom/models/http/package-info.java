/// What every model behind an HTTP endpoint has in common, whatever it speaks.
///
/// [dev.loom.models.http.HttpModelProvider] is the door: it sends one question, reads one stream
/// under four deadlines and turns whatever goes wrong into a [dev.loom.api.model.ModelException]
/// that says what to change. How a question is written and an answer is read, a
/// [dev.loom.models.http.ProviderProtocol] knows; every wire tells the same story to one
/// [dev.loom.models.http.ResponseBuilder]. Nothing here asks twice, except with a field left out
/// that the endpoint refused; nothing follows a redirect or shows a key.
package dev.loom.models.http;
