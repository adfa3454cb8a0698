package dev.loom.tools.web;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.tool.HttpEgress.Response;
import dev.loom.bus.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A SearXNG server, whose JSON format must be enabled.
///
/// @param server its address
record SearXng(URI server) implements SearchBackend {
  @Override
  public URI request(String query) {
    return URI.create(
        server.toString().replaceFirst("/+$", "")
            + "/search?format=json&q="
            + URLEncoder.encode(query, StandardCharsets.UTF_8));
  }

  @Override
  public List<SearchResult> results(Response response) throws IOException {
    JsonNode results;
    try {
      results = Json.parse(response.text()).path("results");
    } catch (IllegalArgumentException | UncheckedIOException notJson) {
      results = Json.mapper().missingNode();
    }
    if (!results.isArray()) {
      throw new IOException(
          "The response of "
              + server
              + " has no results; enable its format json (search.formats).");
    }
    return results
        .valueStream()
        .map(
            result ->
                new SearchResult(
                    result.path("title").asText(),
                    result.path("url").asText(),
                    result.path("content").asText()))
        .toList();
  }
}
