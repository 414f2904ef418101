package io.homeport.gateway;

import io.homeport.testkit.Scratch;
import io.homeport.testkit.SharedServices;
import io.homeport.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** What is around the gateway: services, an identity provider, Kafka with the routes topic. */
public final class GatewayTestResource implements QuarkusTestResourceLifecycleManager {

  private final IdentityProvider identity = new IdentityProvider();
  private final List<BackendService> services =
      List.of(
          new BackendService("import"),
          new BackendService("spec"),
          new BackendService("deploy"),
          new BackendService("backup"));
  private final Scratch scratch = Scratch.directory();

  @Override
  public Map<String, String> start() {
    Map<String, String> settings = new HashMap<>();
    settings.put("quarkus.oidc.auth-server-url", identity.url());
    settings.put("quarkus.oidc.token.issuer", Tokens.ISSUER);
    settings.put("homeport.console.secret", "a-secret-for-tests-of-32-characters-and-more");
    settings.put("homeport.door.port", Integer.toString(freePort()));
    settings.put("homeport.door.url", "http://homeport.localhost");
    settings.put("homeport.objects", scratch.directory("objects").toUri().toString());
    settings.put("kafka.bootstrap.servers", kafkaWithTopic());
    for (BackendService service : services) {
      settings.put("homeport.services." + service.name(), service.url());
    }
    return settings;
  }

  @Override
  public void stop() {
    services.forEach(BackendService::close);
    identity.close();
    scratch.close();
  }

  private static String kafkaWithTopic() {
    String kafka = SharedServices.get().kafka();
    NewTopic routes =
        new NewTopic("homeport.routes", 3, (short) 1).configs(Map.of("cleanup.policy", "compact"));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
      admin.createTopics(List.of(routes)).all().get();
    } catch (Exception e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException(e);
      }
    }
    return kafka;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
