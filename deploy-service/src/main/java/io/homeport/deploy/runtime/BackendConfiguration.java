package io.homeport.deploy.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.deploy.environment.Environment;
import java.util.Map;

/** How configurations of backends are written. */
final class BackendConfiguration {
  private static final ObjectMapper JSON = new ObjectMapper();

  static byte[] json(Map<String, Object> configuration) {
    try {
      return JSON.writeValueAsBytes(configuration);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps and lists are always writable", e);
    }
  }

  /** An environment's address without the slash at its end. */
  static String origin(Environment environment) {
    return environment.url().toString().replaceAll("/$", "");
  }

  private BackendConfiguration() {}
}
