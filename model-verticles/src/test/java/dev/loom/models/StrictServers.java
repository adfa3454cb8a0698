package dev.loom.models;

import io.vertx.core.Vertx;

/// Starts the strict servers on ports of their own and answers until the process is ended, so that
/// others can read them: `scripts/read-with-sdks.sh` has the official clients do it.
///
/// The arguments are the ports for chat completions, responses, Anthropic's messages and Ollama's
/// chat, in this order; with 0 a free one is taken. The line that says where they are is the first.
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

  /// What is answered to what was said last.
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
