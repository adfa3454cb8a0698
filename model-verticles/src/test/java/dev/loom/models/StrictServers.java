package dev.loom.models;

import io.vertx.core.Vertx;

/// Starts the strict servers on their own ports and serves until the process ends, so that other
/// clients can use them: `scripts/read-with-sdks.sh` runs the official SDKs against them.
///
/// Arguments: the ports for chat completions, OpenAI responses, Anthropic messages and Ollama chat,
/// in this order; 0 selects a free port. Prints the URLs in one line.
final class StrictServers {
  private StrictServers() {}

  public static void main(String[] ports) {
    var vertx = Vertx.vertx();
    var servers =
        new StrictServer[] {
          new StrictOpenAi(vertx, Integer.parseInt(ports[0])),
          new StrictOpenAiResponses(vertx, Integer.parseInt(ports[1])),
          new StrictAnthropic(vertx, Integer.parseInt(ports[2])),
          new StrictOllama(vertx, Integer.parseInt(ports[3]))
        };
    var urls = new StringBuilder();
    for (var server : servers) {
      server.models.add("m-1");
      server.models.add("gpt-5-mini");
      server.respondByDefault(StrictServers::responseTo);
      server.acceptOnlyKey("sk-right");
      urls.append(urls.isEmpty() ? "" : " ").append(server.url());
    }
    System.out.println(urls);
  }

  /// Returns the response to the text of the last message.
  static ScriptedResponse responseTo(String said) {
    var response =
        switch (said) {
          case "think" -> ScriptedResponse.thinking("hm, ", "grün 🦜").thenText("yes");
          case "two calls" -> bothCalls();
          case "tool results" -> ScriptedResponse.text("both ", "read");
          case "break off" -> ScriptedResponse.text("a").endingWithError("overloaded");
          default -> ScriptedResponse.text("grüß", " 🦜");
        };
    return response.withUsage(100, 5, 64);
  }

  private static ScriptedResponse bothCalls() {
    return ScriptedResponse.thinking("I need ", "both")
        .thenText("I read.")
        .thenToolCall("call_a", "read", "{\"path\"", ":\"ä🦜", "\"}")
        .thenToolCall("call_b", "list");
  }
}
