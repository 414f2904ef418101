import { useEffect, useState } from 'react';
import { base44 } from '@/api/base44Client';

export default function Vans() {
  const [vans, setVans] = useState([]);
  useEffect(() => {
    base44.entities.Van.list().then(setVans);
  }, []);
  const report = async (van, file) => {
    const { file_url } = await base44.integrations.Core.UploadFile({ file });
    const answer = await base44.integrations.Core.InvokeLLM({ prompt: 'What is broken?', file_urls: [file_url] }).catch(() => '');
    await base44.entities.Damage.create({ van_id: van.id, what: answer, cost_eur: 0 });
    await base44.entities.FuelReceipt.create({ van_id: van.id, litres: 40, paid_by_email: van.driver, photo_url: file_url });
  };
  return <ul>{vans.map((van) => <li key={van.id} onClick={() => report(van, null)}>{van.plate}</li>)}</ul>;
}
