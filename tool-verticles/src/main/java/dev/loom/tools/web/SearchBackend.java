package dev.loom.tools.web;

import dev.loom.api.tool.HttpEgress.Response;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/// A search service of the web.
interface SearchBackend {
  /// Returns the request for a query.
  URI request(String query);

  /// Reads the results, the best first.
  ///
  /// @throws IOException in words, if the response is not one with results
  List<SearchResult> results(Response response) throws IOException;

  /// One result.
  ///
  /// @param snippet a part of the page; may be empty
  record SearchResult(String title, String url, String snippet) {}
}
