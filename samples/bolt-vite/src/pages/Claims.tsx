import { useEffect, useState } from 'react';
import { supabase } from '../lib/supabase';

export default function Claims() {
  const [claims, setClaims] = useState<{ id: string; state: string }[]>([]);

  const signIn = (email: string, password: string) => supabase.auth.signInWithPassword({ email, password });

  useEffect(() => {
    supabase.from('claims').select('id, state, items!inner(what)').eq('state', 'open')
      .then(({ data }) => setClaims(data ?? []));
  }, []);

  return (
    <div>
      <button onClick={() => signIn('steward@festival.example', prompt('Password') ?? '')}>Sign in</button>
      <ul aria-label="Claims">{claims.map((claim) => <li key={claim.id}>{claim.state}</li>)}</ul>
    </div>
  );
}
