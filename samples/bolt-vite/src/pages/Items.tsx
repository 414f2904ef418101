import { useEffect, useState } from 'react';
import { supabase } from '../lib/supabase';

export default function Items() {
  const [items, setItems] = useState<{ id: string; what: string }[]>([]);

  useEffect(() => {
    supabase.from('items').select('id, what').order('found_at', { ascending: false }).limit(50)
      .then(({ data }) => setItems(data ?? []));
  }, []);

  const claim = async (itemId: string) => {
    const { data } = await supabase.auth.getUser();
    await supabase.from('claims').insert({ item_id: itemId, user_id: data.user!.id });
  };

  return (
    <ul aria-label="Found">
      {items.map((item) => (
        <li key={item.id}>
          {item.what} <button onClick={() => claim(item.id)}>Mine</button>
        </li>
      ))}
    </ul>
  );
}
