package dev.loom.tools.web;

import dev.loom.api.tool.HttpEgress.Response;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/// The search page of DuckDuckGo without scripts, which needs no key.
///
/// @param page its address
record DuckDuckGo(URI page) implements SearchBackend {
  static final URI PAGE = URI.create("https://html.duckduckgo.com/html/");

  /// Links lead to the service, which redirects to the page.
  private static final Pattern TARGET = Pattern.compile("[?&]uddg=([^&]+)");

  @Override
  public URI request(String query) {
    return URI.create(page + "?q=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
  }

  @Override
  public List<SearchResult> results(Response response) throws IOException {
    var document = Jsoup.parse(response.text(), response.uri().toString());
    if (document.selectFirst("#challenge-form, .anomaly-modal__mask") != null) {
      throw new IOException(
          "The search service wants a person to prove that no program asks. Wait, or set"
              + " tools.web_search to a SearXNG server.");
    }
    var results = document.select(".result:not(.result--ad)");
    if (results.isEmpty() && document.selectFirst(".no-results, #links") == null) {
      throw new IOException("The response of the search service is not a page of results.");
    }
    return results.stream()
        .filter(result -> result.selectFirst("a.result__a") != null)
        .map(DuckDuckGo::result)
        .toList();
  }

  private static SearchResult result(Element result) {
    var link = result.selectFirst("a.result__a");
    var address = link.absUrl("href");
    var target = TARGET.matcher(address);
    var snippet = result.selectFirst(".result__snippet");
    return new SearchResult(
        link.text(),
        target.find() ? URLDecoder.decode(target.group(1), StandardCharsets.UTF_8) : address,
        snippet == null ? "" : snippet.text());
  }
}
