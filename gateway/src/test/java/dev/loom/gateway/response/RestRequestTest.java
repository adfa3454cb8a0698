package dev.loom.gateway.response;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.json.Json;
import dev.loom.gateway.RouterServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class RestRequestTest {
  @ParameterizedTest
  @CsvSource({
    "'',200,7",
    "?n=,422,",
    "?n=1,200,1",
    "?n=10,200,10",
    "?n=0,422,",
    "?n=11,422,",
    "?n=x,422,"
  })
  void anIntegerHasADefaultAndARange(String query, int status, String body) throws Exception {
    try (var server = RouterServer.ofText("/", request -> request.number("n", 7, 1, 10), "n")) {
      var response = server.get("/" + query);
      assertEquals(status, response.status(), response.text());
      assertTrue(body == null || body.equals(response.body()), response.text());
    }
  }

  @ParameterizedTest
  @CsvSource({"'',200,false", "?f=false,200,false", "?f=true,200,true", "?f=1,422,", "?f=yes,422,"})
  void aFlagIsTrueOrFalse(String query, int status, String body) throws Exception {
    try (var server = RouterServer.ofText("/", request -> request.flag("f"), "f")) {
      var response = server.get("/" + query);
      assertEquals(status, response.status(), response.text());
      assertTrue(body == null || body.equals(response.body()), response.text());
    }
  }

  @Test
  void anInvalidTaskIdIsNotFound() throws Exception {
    try (var server = RouterServer.ofText("/tasks/:task", RestRequest::task)) {
      assertEquals("t1", server.get("/tasks/t1").body());
      var invalid = server.get("/tasks/a%20b");
      assertEquals(404, invalid.status());
      assertTrue(invalid.body().contains("Task not found: a b"), invalid.body());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "?foo=bar,foo",
    "?a=1&offset=1,offset",
    "?a=1&a=2,a",
    "?a=1&a=1,a",
    "?a=&a=,a",
    "?A=1,A",
    "?a=,a",
    "?a,a",
    "?b=&a=1,b",
    "?a[]=1,a[]",
    "?cursor,cursor"
  })
  void anUnknownOrRepeatedParameterIsRejected(String query, String name) throws Exception {
    try (var server =
        RouterServer.ofText(
            "/", request -> List.of(request.parameter("a"), request.parameter("b")), "a", "b")) {
      var response = server.get("/" + query);
      assertEquals(422, response.status(), response.text());
      var error = Json.parse(response.body()).get("errors").get(0);
      assertEquals(name, error.get("field").textValue());
      assertEquals(200, server.get("/?a=1&b=2").status());
    }
  }

  @Test
  void aRouteWithoutParametersAcceptsNone() throws Exception {
    try (var server = new RouterServer(1_000, RestRequestTest::mountPost)) {
      assertEquals(422, server.send("POST /?dry_run=true", "").status());
      assertEquals(200, server.send("POST /?", "").status());
    }
  }

  private static void mountPost(RestRouter router) {
    router.post("/", request -> RouterServer.text("done"));
  }

  @Test
  void aQueryThatCannotBeDecodedIsMalformed() throws Exception {
    try (var server = RouterServer.ofText("/", request -> request.parameter("p"), "p")) {
      assertEquals("Optional[ä]", server.get("/?p=%c3%a4").body().strip());
      assertEquals(400, server.get("/?p=%zz").status());
    }
  }

  @Test
  void aMountedRouteAlsoServesHead() throws Exception {
    try (var server = RouterServer.ofText("/", request -> "body")) {
      var head = server.send("HEAD /", "");
      assertEquals(200, head.status());
      assertEquals("", head.body());
      assertEquals("4", head.header("content-length"));
    }
  }
}
