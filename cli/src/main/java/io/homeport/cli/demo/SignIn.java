package io.homeport.cli.demo;

import io.homeport.cli.client.Journey;
import io.homeport.cli.signin.Issuer;
import io.homeport.cli.signin.Session;
import io.homeport.cli.signin.Tokens;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/** Signs in as an owner of one of the development realm's organizations; nothing is kept. */
final class SignIn implements Step {
  private static final String USER = "ada";

  @Override
  public String name() {
    return "sign-in";
  }

  @Override
  public Map<String, Object> run(Story story) {
    Map<String, String> urls = story.stack().status().urls();
    Tokens tokens = Issuer.at(URI.create(String.valueOf(urls.get("sign-in")))).password(USER, USER);
    Session session = Session.of(URI.create(String.valueOf(urls.get("console"))), tokens);
    Journey journey = new Journey(session.api(), story::tell);
    int apps = journey.apps().size();
    story.begin(journey);
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("user", tokens.userName());
    detail.put("organization", String.join(", ", tokens.organizations()));
    detail.put("apps", apps);
    return detail;
  }
}
