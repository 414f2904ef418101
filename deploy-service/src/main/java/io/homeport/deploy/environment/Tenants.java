package io.homeport.deploy.environment;

/** What runs in, and is kept for, an environment beside its database. */
public interface Tenants {

  /** Ends what runs in the environment and removes what is kept for it. May be called again. */
  void evict(Environment environment);
}
