package dev.loom.tools.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WebSearchToolTest {
  private static final String ENTRY =
      """
      <div class="result"><h2><a class="result__a" href="%s">%s</a></h2>
      <a class="result__snippet">About   <b>it</b></a></div>
      """;

  @TempDir private Path root;
  private WebHarness harness;

  @BeforeEach
  void open() throws Exception {
    harness = new WebHarness(root, WebSearchToolTest::answer);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private static void answer(HttpServerRequest request) {
    var query = request.getParam("q");
    var response = request.response();
    if (request.path().equals("/search")) {
      response.end(
          query.equals("broken")
              ? "<html>"
              : "{\"results\": [{\"title\": \"T\", \"url\": \"https://a.example/\", \"content\": \"c\"}]}");
      return;
    }
    switch (query) {
      case "two words & more" ->
          response.end(
              ENTRY.formatted(
                      "//duckduckgo.com/l/?uddg=https%3A%2F%2Fa.example%2Fx%3Fb%3D1&rut=9",
                      "A  page")
                  + "<div class='result result--ad'><a class='result__a' href='/ad'>Ad</a></div>"
                  + ENTRY.formatted("https://b.example/", "B")
                  + ENTRY.formatted("https://b.example/", "B again"));
      case "many" ->
          response.end(
              IntStream.range(0, 30)
                  .mapToObj(number -> ENTRY.formatted("https://x.example/" + number, "x"))
                  .collect(Collectors.joining()));
      case "none" -> response.end("<div class='no-results'>No results.</div>");
      case "robot" -> response.end("<form id='challenge-form'></form>");
      case "other" -> response.end("<p>Welcome</p>");
      default -> response.setStatusCode(403).end();
    }
  }

  private Tool duckDuckGo() {
    return new WebSearchTool(new DuckDuckGo(URI.create(harness.address + "/html/")));
  }

  private ToolResult search(String query) throws Exception {
    return harness.run(duckDuckGo(), Map.of("query", query));
  }

  @Test
  void resultsAreNumberedWithTheirOwnAddressesOnceAndWithoutAdvertisements() throws Exception {
    var output = search("two words & more").output();
    assertTrue(
        output.endsWith(
            """
            1. A page
               https://a.example/x?b=1
               About it

            2. B
               https://b.example/
               About it"""),
        output);
    assertTrue(output.startsWith("Text from " + harness.address), output);
  }

  @Test
  void theNumberOfResultsIsBounded() throws Exception {
    assertEquals(10, search("many").data().get("shown"));
    var all = harness.run(duckDuckGo(), Map.of("query", "many", "max_results", 1_000));
    assertEquals(20, all.data().get("shown"));
  }

  @Test
  void noResultsAreASuccessAndAnythingElseIsNot() throws Exception {
    assertEquals("No results found.", search("none").output());
    assertEquals("HTTP status 403 from 127.0.0.1", search("refused").error());
    assertEquals("invalid_arguments", search(" ").errorCode());
    for (var query : List.of("robot", "other")) {
      var failure = assertThrows(IOException.class, () -> search(query));
      assertTrue(failure.getMessage().contains("search service"), failure.getMessage());
    }
  }

  @Test
  void aSearXngServerIsAsked() throws Exception {
    var tool = new WebSearchTool(harness.address + "/");
    var output = harness.run(tool, Map.of("query", "x")).output();
    assertTrue(output.endsWith("1. T\n   https://a.example/\n   c"), output);
    var failure =
        assertThrows(IOException.class, () -> harness.run(tool, Map.of("query", "broken")));
    assertTrue(failure.getMessage().contains("enable its format json"), failure.getMessage());
  }

  @Test
  void onlyTheServiceIsContacted() {
    assertEquals(
        List.of(new ToolEffect.ReachesNetwork("html.duckduckgo.com")),
        new WebSearchTool("duckduckgo").effects(new Arguments(Map.of("query", "x"))));
  }
}
