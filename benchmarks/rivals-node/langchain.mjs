// LangChain.js: ChatOpenAI and batch with a concurrency limit. Retries are LangChain's. No checkpoint, cost or resume.
// usage: node langchain.mjs INPUT OUTPUT BASE_URL WORKERS
import { readFileSync, writeFileSync } from 'node:fs';
import { ChatOpenAI } from '@langchain/openai';

const [input, output, baseURL, workers] = process.argv.slice(2);
const requests = readFileSync(input, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
const model = new ChatOpenAI({ apiKey: 'none', model: requests[0].body.model, maxTokens: 64, temperature: 0.1, configuration: { baseURL } });
const answers = await model.batch(
  requests.map(({ body }) => body.messages.map(({ role, content }) => [role, content])),
  { maxConcurrency: Number(workers) });
writeFileSync(output, answers
  .map((answer, i) => JSON.stringify({ custom_id: requests[i].custom_id, text: answer.content, usage: answer.usage_metadata }) + '\n')
  .join(''));
